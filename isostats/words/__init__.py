"""What is said to people: numbers as text (:mod:`.numbers`), labels and shared sentences (:mod:`.english`)."""
