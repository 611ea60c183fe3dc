import request from "supertest"

export type Method = "get" | "post" | "delete"

export interface Answer<T = unknown> {
  status: number
  body: T
  headers: Record<string, string>
}

/** Medusa's error body. */
export interface ErrorBody {
  type: string
  code?: string
  message: string
}

/** The answer of a request that was expected to succeed and did not. */
export class RefusedError extends Error {
  constructor(
    readonly request: string,
    readonly answer: Answer<ErrorBody>,
  ) {
    super(`${request} answered ${answer.status}: ${JSON.stringify(answer.body)}`)
    this.name = "RefusedError"
  }

  get code(): string | undefined {
    return this.answer.body.code
  }
}

/** Speaks to the store over HTTP with the same headers each time: as a guest, a customer or the store's staff. */
export class HttpClient {
  constructor(
    readonly baseUrl: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {}

  with(headers: Record<string, string>): HttpClient {
    return new HttpClient(this.baseUrl, { ...this.headers, ...headers })
  }

  get<T>(path: string): Promise<T> {
    return this.expectOk("get", path)
  }

  post<T>(path: string, body: object = {}): Promise<T> {
    return this.expectOk("post", path, body)
  }

  delete<T>(path: string, body?: object): Promise<T> {
    return this.expectOk("delete", path, body)
  }

  /** Whatever the answer is: for requests that may be refused. */
  async send<T = unknown>(method: Method, path: string, body?: object): Promise<Answer<T>> {
    const call = request(this.baseUrl)[method](path).set(this.headers)
    const response = await (body === undefined ? call : call.send(body))
    return {
      status: response.status,
      body: response.body as T,
      headers: response.headers as unknown as Record<string, string>,
    }
  }

  private async expectOk<T>(method: Method, path: string, body?: object): Promise<T> {
    const answer = await this.send(method, path, body)
    if (answer.status >= 300) {
      throw new RefusedError(`${method.toUpperCase()} ${path}`, answer as Answer<ErrorBody>)
    }
    return answer.body as T
  }
}
