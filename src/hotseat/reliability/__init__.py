"""How far scores can be trusted: people's marks, their agreement with a grader, runs compared, rubrics tried out."""
