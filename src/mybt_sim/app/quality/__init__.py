"""The page of quality: rules, what a hunt covers, a hunt of one's own, a fault and its story."""
