//! Statistics and disclosure control for figures: charts, funnels, waits, equity. Pure.
