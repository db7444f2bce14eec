"""Pages of the performance chapter: the sheets of a disclosure, and each as its form."""
