import http from "node:http"

export interface RawRequest {
  method: string
  /** With the query, exactly as it goes over the wire. */
  path: string
  headers?: Record<string, string>
  body?: string | Buffer
}

export interface RawAnswer {
  status: number
  headers: http.IncomingHttpHeaders
  text: string
}

const agent = new http.Agent({ keepAlive: true, maxSockets: 4 })

/** A request as it is written, with whatever a well-behaved client would never send. */
export function sendRaw(
  baseUrl: string,
  { method, path, headers = {}, body }: RawRequest,
): Promise<RawAnswer> {
  const { hostname, port } = new URL(baseUrl)
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) }
    const call = http.request(
      { agent, hostname, port, method: method.toUpperCase(), path, headers: { ...headers, ...length } },
      (response) => {
        const chunks: Buffer[] = []
        response.on("data", (chunk: Buffer) => chunks.push(chunk))
        response.on("error", reject)
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(chunks).toString("utf8"),
          }),
        )
      },
    )
    call.on("error", reject)
    call.end(body)
  })
}

/** Connections kept alive would outlive the store that they lead to. */
export const hangUp = (): void => agent.destroy()
