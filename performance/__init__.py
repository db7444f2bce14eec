"""Performance 绩效: goals, completion and self-evaluation, a chapter of the disclosure."""
