// Names an option of a driver.
const char* named_option() { return "bridge-name=lan0"; }
