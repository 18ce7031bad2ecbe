"""EmpathKit as a service. Needs the extra ``server``."""
