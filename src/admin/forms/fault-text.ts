import type { Fault } from "./faults"

/** What routes say of a field, in Russian. What is not here is shown as the route says it. */
const russian: readonly [said: RegExp, inRussian: string][] = [
  [/^is missing$/, "не заполнено"],
  [/^has more than the (\d+) decimals of (\w+)$/, "знаков после запятой больше, чем у валюты $2 ($1)"],
  [/^has more than (\d+) decimals$/, "знаков после запятой больше $1"],
  [/^has more decimals than the program's (\d+)$/, "знаков после запятой больше, чем у программы ($1)"],
  [/^has neither min nor max$/, "нужна хотя бы одна граница"],
  [/^has neither from nor to$/, "нужна хотя бы одна дата"],
  [/^is below min$/, "меньше нижней границы"],
  [/^is before from$/, "раньше начала"],
  [/^is when it begins$/, "совпадает с началом"],
  [/^is not after starts_at$/, "не позже начала"],
  [/^says of no order that it is meant$/, "не сказано, какой заказ имеется в виду"],
  [/^names a currency twice$/, "валюта названа дважды"],
  [/^names a period twice$/, "период назван дважды"],
  [/^limits neither points nor times$/, "не ограничены ни баллы, ни число раз"],
  [/^is no known currency$/, "неизвестная валюта"],
  [/^(\w+) is no known currency$/, "неизвестная валюта $1"],
  [/^gives more than (\d+) points for one of (\w+)$/, "больше $1 баллов за единицу валюты $2"],
  [/^has to be two letters$/, "нужны две буквы"],
  [/^has to be a day as in .*$/, "нужна дата"],
  [/^has to be a day of the year, as in .*$/, "нужен день года, например 03-08"],
  [/^has to be a time as in .*$/, "нужно время, например 18:00"],
  [/^is out of all years$/, "год вне допустимых"],
  [/^is not the name of a time zone$/, "нет такого часового пояса"],
  [/^has to be a name of letters, digits.*$/, "только латинские буквы, цифры и знаки . _ : -"],
  [/^has to be small letters, digits and hyphens$/, "только маленькие латинские буквы, цифры и дефисы"],
  [/^has letters that cannot be kept$/, "есть знаки, которые нельзя сохранить"],
  [/^is that of (.+)$/, "такое же у «$1»"],
  [/^has no period to end with where the window is since_joining$/, "без окна у сохранения нет периода"],
  [/^is nested deeper than (\d+)$/, "вложенность больше $1"],
  [/^has more than (\d+) conditions$/, "условий больше $1"],
  [/^stands inside another some_line$/, "стоит внутри другой проверки позиций"],
  [/^Too small: expected number to be >=(.+)$/, "не меньше $1"],
  [/^Too small: expected number to be >(.+)$/, "больше $1"],
  [/^Too big: expected number to be <=(.+)$/, "не больше $1"],
  [/^Too small: expected string to have >=(\d+) characters$/, "знаков не меньше $1"],
  [/^Too big: expected string to have <=(\d+) characters$/, "знаков не больше $1"],
  [/^Too small: expected array to have >=(\d+) items$/, "записей не меньше $1"],
  [/^Too big: expected array to have <=(\d+) items$/, "записей не больше $1"],
  [/^Invalid input: expected int, received number$/, "нужно целое число"],
  [/^Invalid input: expected number.*$/, "нужно число"],
  [/^a rule that is (\w+) cannot become (\w+)$/, "из этого состояния так нельзя"],
  [/^more than (\d+) rules would be active$/, "действующих правил было бы больше $1"],
]

type Translate = (key: string) => string

/** A fault as a sentence: with a capital and a full stop, in the person's language as far as we have words for it. */
export function faultText({ key, message = "" }: Fault, t: Translate, language: string): string {
  if (key !== null) return t(`forms.fault.${key}`)
  const said = message.replace(/\.$/, "")
  return sentence(language.startsWith("ru") ? inRussian(said) : said)
}

function inRussian(said: string): string {
  const known = russian.find(([pattern]) => pattern.test(said))
  return known === undefined ? said : said.replace(known[0], known[1])
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
