// Code with an address in it that is known only once the file is loaded.
extern "C" __attribute__((used, retain)) void fair_text() {
  asm volatile("jmp 1f\n.balign 8\n.quad mydocker_driver_v1\n1:\n");
}
