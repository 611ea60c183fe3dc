import net from "node:net"

/** A port nobody listens on now. It may be taken before it is used: be ready to ask again. */
export function freePort(host = "localhost"): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = net.createServer()
    probe.once("error", reject)
    probe.listen(0, host, () => {
      const { port } = probe.address() as net.AddressInfo
      probe.close(() => {
        resolve(port)
      })
    })
  })
}
