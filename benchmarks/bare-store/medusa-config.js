const store = require("../../medusa-config.js")

/** The store of this repository without the plugin: what a request costs there is what the plugin's share is told from. */
delete store.modules.loyalty_program

module.exports = store
