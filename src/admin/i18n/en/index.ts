import common from "./common"
import errors from "./errors"
import forms from "./forms"
import member from "./member"
import members from "./members"
import orders from "./orders"
import overview from "./overview"
import rules from "./rules"
import settings from "./settings"
import tiers from "./tiers"

export default { common, errors, forms, overview, members, member, orders, rules, tiers, settings }
