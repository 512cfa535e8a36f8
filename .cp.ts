import { ControlPlane } from "/tmp/trees/kubernetes-plugin/test/support/control-plane";
import { writeFileSync } from "node:fs";
void (async () => { const t=Date.now(); const p = await ControlPlane.start({controllers:true}); console.log("up", Date.now()-t, p.directory); writeFileSync("/tmp/cp.kubeconfig", p.kubeconfig()); process.on("SIGTERM",()=>{void p.stop().then(()=>process.exit(0))}); setInterval(()=>{},1e6); })();
