#pragma once

/**
 * weir_locale_bind_catalogue:
 *
 * Tells gettext where Weir's translations are: those built beside the program
 * when it runs from its build folder, else the installed ones. Call it once,
 * in main (), after setlocale ().
 */
void weir_locale_bind_catalogue (void);
