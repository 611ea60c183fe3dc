/**
 * Loaded before Medusa by the demo. The shop's first weeks are lived in minutes: the same server, the same routes
 * and the same jobs, only the clock on the wall is set back and then moved on. So the past orders, their points and
 * their dates come about as they would in a shop, and no row has to be edited afterwards.
 */
const RealDate = Date
let offset = Number(process.env.DEMO_CLOCK_OFFSET_MS ?? 0)

const now = () => RealDate.now() + offset

function setShopClock() {
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length > 0 ? args : [now()], newTarget),
    apply: () => new RealDate(now()).toString(),
    get: (target, key) => (key === "now" ? now : Reflect.get(target, key)),
  })
  RealDate.prototype.constructor = globalThis.Date
}

if (offset !== 0) setShopClock()

process.on("message", (message) => {
  if (message?.type !== "demo-clock") return
  offset = message.offset
  process.send?.({ type: "demo-clock-set" })
})

// Whoever started this process is gone, perhaps killed outright: a server must not outlive the demo.
process.on("disconnect", () => process.kill(process.pid, "SIGTERM"))

// Listening alone keeps no process: a script ends when its work is done.
process.channel?.unref()
