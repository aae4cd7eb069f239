"""Money that is due, and what would be lost: one module per family of rules, one function per rule. Pure."""
