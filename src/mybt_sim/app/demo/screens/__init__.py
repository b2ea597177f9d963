"""The screens of the phone, by subject: each a function from a view to HTML; `table` has all."""
