// The collectors of cAdvisor's library behind the HTTP interface that the platform uses: /metrics, /healthz and the
// flags of the official program that its containers set. The official command is a module of its own that no module
// proxy serves; its web pages and its storage drivers have no use here.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/google/cadvisor/cache/memory"
	"github.com/google/cadvisor/container"
	_ "github.com/google/cadvisor/container/docker/install"
	"github.com/google/cadvisor/container/raw"
	v2 "github.com/google/cadvisor/info/v2"
	"github.com/google/cadvisor/manager"
	"github.com/google/cadvisor/metrics"
	"github.com/google/cadvisor/utils/sysfs"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"k8s.io/klog/v2"
	"k8s.io/utils/clock"
)

// version is the library's; the build sets it.
var version = "unknown"

// Costly or, without the host's own facilities, empty: off unless asked for, as in the official program.
const disabledByDefault = "advtcp,cpu_topology,cpuset,hugetlb,memory_numa,percpu,process,referenced_memory,resctrl,sched,tcp,udp"

const stopTimeout = 5 * time.Second

var (
	port            = flag.Int("port", 8080, "port to listen on")
	listenIP        = flag.String("listen_ip", "", "address to listen on; all when empty")
	endpoint        = flag.String("prometheus_endpoint", "/metrics", "path of the metrics")
	storeLabels     = flag.Bool("store_container_labels", true, "turn each container's labels and environment into metric labels")
	keptLabels      = flag.String("whitelisted_container_labels", "", "comma-separated container labels to keep when store_container_labels is false")
	rawPrefixes     = flag.String("raw_cgroup_prefix_whitelist", "", "comma-separated cgroup prefixes that are collected even with docker_only")
	storageDuration = flag.Duration("storage_duration", 2*time.Minute, "how long samples are kept")
	disabledMetrics = flag.String("disable_metrics", disabledByDefault, "comma-separated kinds of metrics that are not collected")
	showVersion     = flag.Bool("version", false, "print the version and exit")
)

func main() {
	klog.InitFlags(nil)
	flag.Parse()
	if *showVersion {
		fmt.Println("cAdvisor version", version)
		return
	}
	if flag.NArg() > 0 {
		klog.ErrorS(nil, "Unexpected arguments", "arguments", flag.Args())
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx); err != nil {
		klog.ErrorS(err, "cAdvisor ended with an error")
		os.Exit(1)
	}
	klog.Info("stopped")
}

func run(ctx context.Context) error {
	kinds, err := collectedMetrics(*disabledMetrics)
	if err != nil {
		return err
	}
	watched, err := manager.New(memory.New(*storageDuration, nil), sysfs.NewRealSysFs(), manager.HousekeepingConfigFlags, kinds,
		http.DefaultClient, strings.Split(*rawPrefixes, ","), nil, "", 0)
	if err != nil {
		return fmt.Errorf("create the container manager: %w", err)
	}
	if err := watched.Start(); err != nil {
		return fmt.Errorf("start the container manager: %w", err)
	}

	labels := metrics.DefaultContainerLabels
	if !*storeLabels {
		labels = metrics.BaseContainerLabels(strings.Split(*keptLabels, ","))
	}
	options := v2.RequestOptions{IdType: v2.TypeName, Count: 1, Recursive: true}
	registry := prometheus.NewRegistry()
	registry.MustRegister(
		metrics.NewPrometheusCollector(watched, labels, kinds, clock.RealClock{}, options),
		metrics.NewPrometheusMachineCollector(watched, kinds),
		collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	)
	pages := http.NewServeMux()
	// One container that cannot be read must not hide all the others.
	pages.Handle(*endpoint, promhttp.HandlerFor(registry, promhttp.HandlerOpts{ErrorHandling: promhttp.ContinueOnError}))
	pages.HandleFunc("/healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "ok") })

	server := &http.Server{
		Addr:              fmt.Sprintf("%s:%d", *listenIP, *port),
		Handler:           pages,
		ReadHeaderTimeout: 10 * time.Second,
	}
	failed := make(chan error, 1)
	go func() { failed <- server.ListenAndServe() }()
	klog.InfoS("cAdvisor listens", "version", version, "address", server.Addr, "dockerOnly", *raw.DockerOnly,
		"housekeepingInterval", *manager.HousekeepingInterval)

	select {
	case err := <-failed:
		return errors.Join(fmt.Errorf("serve on %s: %w", server.Addr, err), watched.Stop())
	case <-ctx.Done():
	}
	limit, cancel := context.WithTimeout(context.Background(), stopTimeout)
	defer cancel()
	return errors.Join(server.Shutdown(limit), stopManager(limit, watched))
}

// stopManager waits for the manager's own loops, which may be in the middle of a slow read, no longer than the limit.
func stopManager(limit context.Context, watched manager.Manager) error {
	stopped := make(chan error, 1)
	go func() { stopped <- watched.Stop() }()
	select {
	case err := <-stopped:
		return err
	case <-limit.Done():
		klog.Warning("the container manager did not stop in time")
		return nil
	}
}

func collectedMetrics(disabled string) (container.MetricSet, error) {
	off := container.MetricSet{}
	if disabled != "" {
		if err := off.Set(disabled); err != nil {
			return nil, fmt.Errorf("--disable_metrics: %w", err)
		}
	}
	return container.AllMetrics.Difference(off), nil
}
