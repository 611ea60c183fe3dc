/** The hooks on which the store's own handlers have run since it started. */
function GET(request, response) {
  response.json({ hooks: [...globalThis.hooksThatRan].sort() })
}

module.exports = { GET }
