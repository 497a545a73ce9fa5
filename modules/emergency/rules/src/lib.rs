//! The last safe time for an emergency coil, with its workings. Pure; can be switched off.
