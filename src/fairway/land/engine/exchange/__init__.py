"""Projects as other systems read and write them: one plain value, and a module for each form it takes."""
