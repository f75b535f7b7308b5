// Code with an address in it that is known only once the file is loaded.
asm(".text\n.balign 8\n.quad mydocker_driver_v1\n");
