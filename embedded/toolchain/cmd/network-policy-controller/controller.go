package main

import (
	"context"
	"net/netip"
	"slices"
	"time"

	v1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/api/equality"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/cache"
	"k8s.io/klog/v2"

	corelisters "k8s.io/client-go/listers/core/v1"
	networkinglisters "k8s.io/client-go/listers/networking/v1"
)

// checkInterval is how often the table is looked at, though every change of it is heard of.
const checkInterval = 30 * time.Second

// retryInterval is how long a write that failed waits for its next try.
const retryInterval = time.Second

// restFactor is how much longer than a write took the next one waits at least: many changes at once cost a fifth of a core at most.
const restFactor = 4

// controller keeps the table as pods, namespaces and network policies want it.
type controller struct {
	where      place
	table      *table
	newcomers  *newcomers
	status     *status
	pods       corelisters.PodLister
	namespaces corelisters.NamespaceLister
	policies   networkinglisters.NetworkPolicyLister
	// changed holds one entry while something has changed since the last write.
	changed chan struct{}
}

// newController watches the API server and returns when everything is known that there is.
func newController(ctx context.Context, client kubernetes.Interface, where place, socket string) (*controller, error) {
	status := &status{}
	c := &controller{where: where, status: status, changed: make(chan struct{}, 1)}
	c.newcomers = newNewcomers(c.wake)
	watch, err := newMonitor(c.foreignChange)
	if err != nil {
		return nil, err
	}
	if c.table, err = newTable(watch); err != nil {
		return nil, err
	}
	go func() {
		err := watch.run()
		klog.ErrorS(err, "Changes of the packet filter are not heard of any more")
		klog.FlushAndExit(klog.ExitFlushTimeout, 1)
	}()
	if err := c.table.ensure(ctx, empty(where)); err != nil {
		return nil, err
	}
	status.written()
	if err := status.serve(ctx, socket, c.newcomers.handle); err != nil {
		return nil, err
	}
	factory := informers.NewSharedInformerFactoryWithOptions(client, 0, informers.WithTransform(trim))
	c.pods = factory.Core().V1().Pods().Lister()
	c.namespaces = factory.Core().V1().Namespaces().Lister()
	c.policies = factory.Networking().V1().NetworkPolicies().Lister()
	for _, informer := range []cache.SharedIndexInformer{
		factory.Core().V1().Pods().Informer(),
		factory.Core().V1().Namespaces().Informer(),
		factory.Networking().V1().NetworkPolicies().Informer(),
	} {
		if _, err := informer.AddEventHandler(c.handler()); err != nil {
			return nil, err
		}
	}
	factory.Start(ctx.Done())
	for kind, synced := range factory.WaitForCacheSync(ctx.Done()) {
		if !synced {
			return nil, context.Cause(ctx)
		}
		klog.V(1).InfoS("Read", "kind", kind)
	}
	return c, nil
}

func (c *controller) handler() cache.ResourceEventHandler {
	return cache.ResourceEventHandlerFuncs{
		AddFunc:    func(any) { c.wake() },
		DeleteFunc: func(any) { c.wake() },
		UpdateFunc: func(old, new any) {
			// Most changes of a pod's status concern nobody here.
			if !equality.Semantic.DeepEqual(content(old), content(new)) {
				c.wake()
			}
		},
	}
}

func (c *controller) wake() {
	select {
	case c.changed <- struct{}{}:
	default:
	}
}

func (c *controller) foreignChange() {
	c.table.forget()
	c.status.foreignChange()
	c.wake()
}

// run keeps the table until the context ends. The table stays: what it forbids is forbidden also while no controller runs.
func (c *controller) run(ctx context.Context) {
	check := time.NewTicker(checkInterval)
	defer check.Stop()
	c.wake()
	for {
		select {
		case <-ctx.Done():
			return
		case <-check.C:
			if c.table.isWhole(ctx) {
				continue
			}
			c.foreignChange()
			continue
		case <-c.changed:
		}
		started := time.Now()
		rest := retryInterval
		if c.sync(ctx) {
			rest = restFactor * time.Since(started)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(rest):
		}
	}
}

// sync writes what is wanted now, and returns whether that worked.
func (c *controller) sync(ctx context.Context) bool {
	w, pods := c.world()
	rules, faults := compile(c.where, w)
	for _, fault := range faults {
		klog.ErrorS(fault, "What cannot be read allows nothing")
	}
	err := c.table.write(ctx, rules)
	c.status.synced(len(w.pods), len(w.policies), err)
	if err != nil {
		klog.ErrorS(err, "The network policies are not enforced as they are now")
		c.wake()
		return false
	}
	c.newcomers.written(pods, time.Now())
	return true
}

// world returns what there is, and the pods in it.
func (c *controller) world() (world, []seen) {
	w := world{namespaces: map[string]labels.Set{}}
	var all []seen
	// Listers read memory, which does not fail.
	pods, _ := c.pods.List(labels.Everything())
	for _, one := range pods {
		if !hasOwnAddress(one) {
			continue
		}
		known := addressOfPod(one)
		used := c.newcomers.addressOf(one.UID, known)
		if used.IsValid() {
			w.pods = append(w.pods, pod{one.Namespace, one.Labels, used, portsOf(one)})
			all = append(all, seen{one.UID, used, known})
		}
	}
	namespaces, _ := c.namespaces.List(labels.Everything())
	for _, one := range namespaces {
		w.namespaces[one.Name] = one.Labels
	}
	w.policies, _ = c.policies.List(labels.Everything())
	slices.SortFunc(w.policies, func(a, b *networkingv1.NetworkPolicy) int {
		if a.Namespace+"/"+a.Name < b.Namespace+"/"+b.Name {
			return -1
		}
		return 1
	})
	return w, all
}

// hasOwnAddress is whether an address can be the pod's alone: one in the node's network has none, and that of a pod that has ended
// may be another's already.
func hasOwnAddress(one *v1.Pod) bool {
	return !one.Spec.HostNetwork && one.Status.Phase != v1.PodSucceeded && one.Status.Phase != v1.PodFailed
}

// addressOfPod returns the pod's address by the API server; the zero one if it has none yet.
func addressOfPod(one *v1.Pod) netip.Addr {
	for _, each := range one.Status.PodIPs {
		if address, err := netip.ParseAddr(each.IP); err == nil && address.Is4() {
			return address
		}
	}
	return netip.Addr{}
}

func portsOf(one *v1.Pod) []v1.ContainerPort {
	var ports []v1.ContainerPort
	for _, container := range slices.Concat(one.Spec.InitContainers, one.Spec.Containers) {
		ports = append(ports, container.Ports...)
	}
	return ports
}

// trim keeps of an object what rules are made from, which is a small part of a pod.
func trim(object any) (any, error) {
	switch one := object.(type) {
	case *v1.Pod:
		return &v1.Pod{
			ObjectMeta: trimMeta(one.ObjectMeta),
			Spec: v1.PodSpec{
				HostNetwork: one.Spec.HostNetwork,
				// Of the containers that run before the others, those that stay serve as well.
				InitContainers: trimContainers(one.Spec.InitContainers, func(container v1.Container) bool {
					return container.RestartPolicy != nil && *container.RestartPolicy == v1.ContainerRestartPolicyAlways
				}),
				Containers: trimContainers(one.Spec.Containers, func(v1.Container) bool { return true }),
			},
			Status: v1.PodStatus{Phase: one.Status.Phase, PodIPs: one.Status.PodIPs},
		}, nil
	case *v1.Namespace:
		return &v1.Namespace{ObjectMeta: trimMeta(one.ObjectMeta)}, nil
	case *networkingv1.NetworkPolicy:
		return &networkingv1.NetworkPolicy{ObjectMeta: trimMeta(one.ObjectMeta), Spec: one.Spec}, nil
	}
	return object, nil
}

func trimMeta(meta metav1.ObjectMeta) metav1.ObjectMeta {
	return metav1.ObjectMeta{
		Name: meta.Name, Namespace: meta.Namespace, UID: meta.UID, ResourceVersion: meta.ResourceVersion, Labels: meta.Labels,
	}
}

func trimContainers(containers []v1.Container, serves func(v1.Container) bool) []v1.Container {
	var trimmed []v1.Container
	for _, container := range containers {
		if serves(container) && len(container.Ports) > 0 {
			trimmed = append(trimmed, v1.Container{Ports: container.Ports})
		}
	}
	return trimmed
}

// content is what two versions of an object are compared by.
func content(object any) any {
	switch one := object.(type) {
	case *v1.Pod:
		return []any{one.UID, one.Labels, hasOwnAddress(one), addressOfPod(one).String(), one.Spec}
	case *v1.Namespace:
		return one.Labels
	case *networkingv1.NetworkPolicy:
		return one.Spec
	}
	return object
}
