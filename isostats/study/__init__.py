"""What was decided, each decision declared once: its section of the study file, its flag, its keyword, its words."""
