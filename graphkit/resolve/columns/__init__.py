"""Records in columns: a million of one table, or of two, linked on one machine in bounded memory.

A case of lists is compared entity by entity, because each has many names in many scripts. Tables of a register, a camp
or a payroll have one name a row and a million rows; here every step is an operation on whole columns, and what the
fields say for and against two rows being one is estimated from the table itself (Fellegi and Sunter 1969, by
expectation and maximisation), with no labelled pair. Beyond a machine the same columns can be handed to splink.
"""
