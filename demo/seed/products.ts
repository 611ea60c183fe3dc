/** What the demo shop sells. Prices include tax. */
export interface DemoProduct {
  handle: string
  title: string
  titleRu: string
  subtitle: string
  description: string
  descriptionRu: string
  category: Category
  collection?: "first-brew"
  option: string
  variants: DemoVariant[]
}

export interface DemoVariant {
  title: string
  titleRu: string
  sku: string
  eur: number
  rub: number
  grams: number
}

export type Category = "green-tea" | "oolong" | "black-tea" | "herbal" | "teaware"

export const categories: { handle: Category; name: string; nameRu: string }[] = [
  { handle: "green-tea", name: "Green tea", nameRu: "Зелёный чай" },
  { handle: "oolong", name: "Oolong", nameRu: "Улун" },
  { handle: "black-tea", name: "Black tea", nameRu: "Чёрный чай" },
  { handle: "herbal", name: "Herbal", nameRu: "Травяной чай" },
  { handle: "teaware", name: "Teaware", nameRu: "Посуда" },
]

/** Leaf is sold by weight: a small packet to try, a large one to keep. */
function byWeight(
  sku: string,
  small: { eur: number; rub: number },
  large: { eur: number; rub: number },
): DemoVariant[] {
  return [
    { title: "50 g", titleRu: "50 г", sku: `${sku}-50`, grams: 70, ...small },
    { title: "100 g", titleRu: "100 г", sku: `${sku}-100`, grams: 130, ...large },
  ]
}

export const products: DemoProduct[] = [
  {
    handle: "dragon-well",
    title: "Dragon Well",
    titleRu: "Лунцзин «Колодец дракона»",
    subtitle: "Spring green tea, Zhejiang",
    description:
      "Flat, hand-pressed leaves of the April harvest. Chestnut, sweet pea and a clean finish. 80 °C, two minutes.",
    descriptionRu:
      "Плоские листья апрельского сбора, прижатые вручную. Каштан, сладкий горошек, чистое послевкусие. 80 °C, две минуты.",
    category: "green-tea",
    collection: "first-brew",
    option: "Weight",
    variants: byWeight("TEA-DRAGON", { eur: 12.9, rub: 1190 }, { eur: 22.9, rub: 2190 }),
  },
  {
    handle: "jasmine-pearls",
    title: "Jasmine Pearls",
    titleRu: "Жасминовый жемчуг",
    subtitle: "Scented green tea, Fujian",
    description:
      "Buds rolled by hand and laid among jasmine flowers for five nights. They open slowly in the cup.",
    descriptionRu:
      "Почки, скрученные вручную и пять ночей лежавшие среди цветов жасмина. Медленно раскрываются в чашке.",
    category: "green-tea",
    option: "Weight",
    variants: byWeight("TEA-JASMINE", { eur: 10.9, rub: 990 }, { eur: 19.9, rub: 1840 }),
  },
  {
    handle: "iron-goddess",
    title: "Iron Goddess",
    titleRu: "Те Гуань Инь",
    subtitle: "Light oolong, Anxi",
    description: "A lightly oxidised oolong with lilac and cream. Good for seven short infusions.",
    descriptionRu: "Слабоокисленный улун с нотами сирени и сливок. Выдерживает семь коротких проливов.",
    category: "oolong",
    option: "Weight",
    variants: byWeight("TEA-GODDESS", { eur: 9.9, rub: 890 }, { eur: 17.9, rub: 1650 }),
  },
  {
    handle: "big-red-robe",
    title: "Big Red Robe",
    titleRu: "Да Хун Пао",
    subtitle: "Rock oolong, Wuyi",
    description: "Roasted over charcoal, rested for a year. Cocoa, dried cherry and warm stone.",
    descriptionRu: "Прогрет на углях и выдержан год. Какао, сушёная вишня, тёплый камень.",
    category: "oolong",
    collection: "first-brew",
    option: "Weight",
    variants: byWeight("TEA-ROBE", { eur: 14.9, rub: 1390 }, { eur: 26.9, rub: 2590 }),
  },
  {
    handle: "keemun",
    title: "Keemun",
    titleRu: "Цимэнь",
    subtitle: "Black tea, Anhui",
    description: "Thin dark leaves, a winey cup with a trace of smoke. Takes milk, but does not ask for it.",
    descriptionRu: "Тонкие тёмные листья, винный настой с лёгким дымком. Дружит с молоком, но не просит его.",
    category: "black-tea",
    option: "Weight",
    variants: byWeight("TEA-KEEMUN", { eur: 8.9, rub: 790 }, { eur: 15.9, rub: 1450 }),
  },
  {
    handle: "fireweed",
    title: "Fireweed",
    titleRu: "Иван-чай",
    subtitle: "Fermented herb, Vologda",
    description: "Leaves of rosebay willowherb, fermented like black tea. Honey and plum, no caffeine.",
    descriptionRu: "Листья кипрея, ферментированные как чёрный чай. Мёд и слива, без кофеина.",
    category: "herbal",
    option: "Weight",
    variants: byWeight("TEA-FIREWEED", { eur: 6.9, rub: 490 }, { eur: 11.9, rub: 890 }),
  },
  {
    handle: "mountain-thyme",
    title: "Mountain Thyme",
    titleRu: "Горный чабрец",
    subtitle: "Herbal blend, Altai",
    description: "Thyme, rosehip and sea-buckthorn leaf, gathered above the tree line.",
    descriptionRu: "Чабрец, шиповник и лист облепихи, собранные выше границы леса.",
    category: "herbal",
    option: "Weight",
    variants: byWeight("TEA-THYME", { eur: 6.5, rub: 450 }, { eur: 10.9, rub: 820 }),
  },
  {
    handle: "clay-teapot",
    title: "Clay Teapot",
    titleRu: "Глиняный чайник",
    subtitle: "Thrown by hand, 220 ml",
    description:
      "Unglazed red clay from one small kiln. Keeps its warmth, and with the years the memory of every tea.",
    descriptionRu:
      "Красная глина без глазури, одна маленькая мастерская. Держит тепло, а с годами — память о каждом чае.",
    category: "teaware",
    option: "Clay",
    variants: [
      { title: "Red", titleRu: "Красная", sku: "POT-RED", eur: 119, rub: 9900, grams: 620 },
      { title: "Ash", titleRu: "Пепельная", sku: "POT-ASH", eur: 129, rub: 10900, grams: 620 },
    ],
  },
  {
    handle: "gaiwan",
    title: "Porcelain Gaiwan",
    titleRu: "Фарфоровая гайвань",
    subtitle: "Lidded cup, 120 ml",
    description: "Thin white porcelain with a single blue line. The quickest way to know a tea.",
    descriptionRu: "Тонкий белый фарфор с одной синей линией. Самый быстрый способ узнать чай.",
    category: "teaware",
    collection: "first-brew",
    option: "Size",
    variants: [{ title: "120 ml", titleRu: "120 мл", sku: "GAIWAN-120", eur: 34, rub: 2900, grams: 240 }],
  },
  {
    handle: "pair-of-bowls",
    title: "Pair of Bowls",
    titleRu: "Пара пиал",
    subtitle: "Two glazed bowls, 60 ml",
    description: "Two bowls from one throwing, alike as two leaves are: almost.",
    descriptionRu: "Две пиалы одной вытяжки, похожие, как два листа: почти.",
    category: "teaware",
    option: "Glaze",
    variants: [
      { title: "Celadon", titleRu: "Селадон", sku: "BOWLS-CELADON", eur: 28, rub: 2400, grams: 260 },
      { title: "Night", titleRu: "Ночь", sku: "BOWLS-NIGHT", eur: 28, rub: 2400, grams: 260 },
    ],
  },
  {
    handle: "morning-mug",
    title: "Morning Mug",
    titleRu: "Утренняя кружка",
    subtitle: "Stoneware, 350 ml",
    description: "For the days without ceremony. A wide handle, a heavy foot, dishwasher-safe.",
    descriptionRu: "Для дней без церемоний. Широкая ручка, тяжёлое дно, можно в посудомойку.",
    category: "teaware",
    option: "Glaze",
    variants: [
      { title: "Sand", titleRu: "Песок", sku: "MUG-SAND", eur: 24, rub: 1990, grams: 410 },
      { title: "Sea", titleRu: "Море", sku: "MUG-SEA", eur: 24, rub: 1990, grams: 410 },
    ],
  },
  {
    handle: "bamboo-tray",
    title: "Bamboo Tray",
    titleRu: "Бамбуковая чабань",
    subtitle: "Tea tray with a drawer, 38 cm",
    description: "A slatted tray with a drawer for the water. Oiled, not lacquered.",
    descriptionRu: "Доска с прорезями и ящиком для воды. Под маслом, без лака.",
    category: "teaware",
    option: "Size",
    variants: [{ title: "38 cm", titleRu: "38 см", sku: "TRAY-38", eur: 59, rub: 4900, grams: 1800 }],
  },
]
