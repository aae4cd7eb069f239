"""VAT on the municipality's purchases and incomes: what the findings mean. Pure."""
