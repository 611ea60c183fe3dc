import { type Browser } from "playwright-core"
import { Backstage } from "./backstage"
import { Visit, type VisitOptions } from "./visit"
import { type Language, languages, nameOf } from "./languages"
import { type World } from "./world"

const storyMs = 180_000

/** Where a story is played: the shop, and the browsers of those who take part in it. */
export class Stage {
  private readonly visits: Visit[] = []

  constructor(
    readonly world: World,
    private readonly browser: Browser,
    readonly storefrontUrl: string,
    readonly language: Language,
  ) {}

  get backstage(): Backstage {
    return new Backstage(this.world)
  }

  async visit(options: Omit<VisitOptions, "language"> & { language?: Language }): Promise<Visit> {
    const visit = await Visit.begin(this.browser, { language: this.language, ...options })
    this.visits.push(visit)
    return visit
  }

  async keepEvidence(test: string): Promise<string[]> {
    return Promise.all(this.visits.map((visit) => visit.keepEvidence(test)))
  }

  get complaints(): string[] {
    return this.visits.flatMap((visit) =>
      visit.complaints.map((complaint) => `${visit.options.who}: ${complaint}`),
    )
  }

  async close(): Promise<void> {
    await Promise.all(this.visits.map((visit) => visit.end()))
  }
}

export type Act = (stage: Stage) => Promise<void>

/** What the stories are told in; there once `beforeAll` has run. */
export interface Scene {
  readonly world: World
  readonly browser: Browser
  readonly storefrontUrl: string
}

/** A test in browsers of its own. It fails, too, by whatever its visitors would call broken on the way. */
export function story(scene: Scene, name: string, act: Act, language: Language = "en"): void {
  it(
    name,
    async () => {
      const stage = new Stage(scene.world, scene.browser, scene.storefrontUrl, language)
      try {
        await act(stage)
        expect(stage.complaints).toEqual([])
      } catch (error) {
        const pictures = await stage.keepEvidence(name)
        throw withMore(error, [...stage.complaints, ...pictures])
      } finally {
        await stage.close()
      }
    },
    storyMs,
  )
}

export function storyInBothLanguages(scene: Scene, name: string, act: Act): void {
  for (const language of languages) story(scene, `${name} (${nameOf[language]})`, act, language)
}

function withMore(error: unknown, lines: string[]): Error {
  const whole = error instanceof Error ? error : new Error(String(error))
  whole.message = [whole.message, ...lines].join("\n")
  return whole
}
