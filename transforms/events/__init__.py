"""Events of English articles: who did what to whom, whether it happened, who says so, and how many."""
