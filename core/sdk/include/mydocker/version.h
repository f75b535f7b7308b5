/* The version of this SDK, for C, C++ and the preprocessor. docs/sdk_compatibility.md has its
 * rules.
 *
 * A driver loads into a mydocker with the same major version whose minor version is at least the
 * driver's `min_host_minor`. Since SDK 1.0.
 *
 *   #if MYDOCKER_SDK_VERSION_AT_LEAST(1, 2)
 */
#ifndef MYDOCKER_VERSION_H
#define MYDOCKER_VERSION_H

#define MYDOCKER_SDK_VERSION_MAJOR 1
#define MYDOCKER_SDK_VERSION_MINOR 0

/* True if this SDK has the version `major`.`minor` or a later one. */
#define MYDOCKER_SDK_VERSION_AT_LEAST(major, minor) \
  (MYDOCKER_SDK_VERSION_MAJOR > (major) ||          \
   (MYDOCKER_SDK_VERSION_MAJOR == (major) && MYDOCKER_SDK_VERSION_MINOR >= (minor)))

#endif
