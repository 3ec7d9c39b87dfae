"""The API: a table of routes, what each reads and gives, and the OpenAPI document that the table makes."""
