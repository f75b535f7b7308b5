// A container runtime in a few lines: calls a list of plug-ins with libcni, the library of real runtimes.
//
// usage: libcni_client LIST add|check|del CONTAINER NETNS INTERFACE CAPABILITIES CNI_PATH CACHE
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/containernetworking/cni/libcni"
)

func fail(err error) {
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}

func main() {
	words := os.Args[1:]
	list, err := libcni.ConfListFromFile(words[0])
	fail(err)
	var capabilities map[string]interface{}
	fail(json.Unmarshal([]byte(words[5]), &capabilities))
	cni := libcni.NewCNIConfigWithCacheDir(filepath.SplitList(words[6]), words[7], nil)
	container := &libcni.RuntimeConf{ContainerID: words[2], NetNS: words[3], IfName: words[4], CapabilityArgs: capabilities}
	switch words[1] {
	case "add":
		result, err := cni.AddNetworkList(context.Background(), list, container)
		fail(err)
		fail(result.Print())
	case "check":
		fail(cni.CheckNetworkList(context.Background(), list, container))
	case "del":
		fail(cni.DelNetworkList(context.Background(), list, container))
	}
}
