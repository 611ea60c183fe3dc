/** A caller of the shop's HTTP routes. Whatever is refused is an error that names the route and the shop's own words. */
export class Http {
  constructor(
    private readonly url: string,
    private readonly headers: Record<string, string>,
  ) {}

  signedIn(token: string): Http {
    return new Http(this.url, { ...this.headers, authorization: `Bearer ${token}` })
  }

  get<Answer>(path: string, query: Record<string, string | number> = {}): Promise<Answer> {
    const asked = Object.entries(query).map(([key, value]) => [key, String(value)])
    return this.call<Answer>(
      "GET",
      asked.length > 0 ? `${path}?${new URLSearchParams(asked).toString()}` : path,
    )
  }

  post<Answer>(path: string, body: object = {}): Promise<Answer> {
    return this.call<Answer>("POST", path, body)
  }

  private async call<Answer>(method: string, path: string, body?: object): Promise<Answer> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: { "content-type": "application/json", ...this.headers },
      body: body && JSON.stringify(body),
    })
    const text = await response.text()
    if (!response.ok)
      throw new Error(`${method} ${path} was answered with ${response.status}: ${text.slice(0, 500)}`)
    return JSON.parse(text) as Answer
  }
}
