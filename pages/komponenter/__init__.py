"""What all pages share: guard, login, navigation, filters, tables, charts, states. No figures."""
