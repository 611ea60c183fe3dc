/** Everyone who can sign in. The passwords are known to every reader: this shop is for trying out, not for the internet. */
export interface Person {
  email: string
  password: string
  firstName: string
  lastName: string
}

export interface Customer extends Person {
  country: "ru" | "de"
  phone: string
  address: { address_1: string; city: string; postal_code: string }
}

export const admin: Person = {
  email: "admin@example.com",
  password: "demo-admin",
  firstName: "Olga",
  lastName: "Lavrova",
}

/** The one whose account has a bit of everything. */
export const shopper: Customer = {
  email: "anna@example.com",
  password: "demo-shopper",
  firstName: "Anna",
  lastName: "Sokolova",
  country: "ru",
  phone: "+7 900 000-00-01",
  address: { address_1: "ul. Pushkinskaya 12, kv. 7", city: "Vologda", postal_code: "160000" },
}

export const ivan: Customer = {
  email: "ivan@example.com",
  password: "demo-ivan",
  firstName: "Ivan",
  lastName: "Petrov",
  country: "ru",
  phone: "+7 900 000-00-02",
  address: { address_1: "Nevsky pr. 40, kv. 3", city: "Saint Petersburg", postal_code: "191011" },
}

export const lukas: Customer = {
  email: "lukas@example.com",
  password: "demo-lukas",
  firstName: "Lukas",
  lastName: "Becker",
  country: "de",
  phone: "+49 30 000000",
  address: { address_1: "Lindenstr. 8", city: "Berlin", postal_code: "10969" },
}

/** She has signed up and bought nothing yet: an empty account is worth seeing too. */
export const marta: Customer = {
  email: "marta@example.com",
  password: "demo-marta",
  firstName: "Marta",
  lastName: "Klein",
  country: "de",
  phone: "+49 40 000000",
  address: { address_1: "Elbchaussee 21", city: "Hamburg", postal_code: "22765" },
}

export const customers: Customer[] = [shopper, ivan, lukas, marta]
