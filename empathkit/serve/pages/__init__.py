"""The pages people see. Needs the extra ``server``."""
