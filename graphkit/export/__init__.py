"""What leaves a case: sheets, drawings, dossiers and packages, each row with its sources."""
