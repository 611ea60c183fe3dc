const { setInterval } = require("node:timers")

// A benchmark that is killed outright cannot stop its stores: they notice that they were left to another parent.
const parent = process.ppid
setInterval(() => {
  if (process.ppid !== parent) process.exit(0)
}, 1_000).unref()
