"""The pages behind the links of mails (R231): Starlette over `operations/links`. Loaded by `billia serve` alone."""
