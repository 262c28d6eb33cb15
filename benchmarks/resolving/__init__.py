"""How well identities are resolved, on sets that nothing was trained or chosen on; each module measures one of them."""
