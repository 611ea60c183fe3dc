// A store must not outlive the test that started it, however that one ended.
process.once("disconnect", () => process.kill(process.pid, "SIGTERM"))
