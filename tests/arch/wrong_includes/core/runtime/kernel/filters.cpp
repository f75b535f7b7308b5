#include <linux/seccomp.h>
