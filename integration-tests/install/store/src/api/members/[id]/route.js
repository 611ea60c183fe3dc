/** A customer and, through the plugin's link, what they have in points. */
async function GET(request, response) {
  const { data } = await request.scope.resolve("query").graph({
    entity: "customer",
    fields: ["email", "loyalty_account.*"],
    filters: { id: request.params.id },
  })
  response.json({ member: data[0] })
}

module.exports = { GET }
