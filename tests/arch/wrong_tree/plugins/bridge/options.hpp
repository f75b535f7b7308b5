// The option that cli/named_option.cpp names.
constexpr OptionSpec kOptions[] = {{.key = "bridge-name"}};
