// SPDX-License-Identifier: Apache-2.0
// The network drawn by WebGL. The same network is laid out in the same way each time. It is a picture: all that it says
// stands in the tables beside it, so without WebGL nothing is missing.
import {Button} from "@blueprintjs/core";
import Graphology from "graphology";
import louvain from "graphology-communities-louvain";
import forceAtlas2 from "graphology-layout-forceatlas2";
import {useEffect, useMemo, useRef, useState} from "react";
import Sigma from "sigma";
import type {Settings} from "sigma/settings";
import {useSettings} from "../../settings.tsx";
import {mixedScripts, visible} from "../../text/visible.ts";
import {useWords} from "../../words/words.tsx";
import type {Model, NetworkEdge} from "./model.ts";

interface GraphProps {
  network: Model;
  chosen: readonly string[];
  shown: {handles: ReadonlySet<string>; edges: ReadonlySet<NetworkEdge>};  // what stands out; none: everything
  choose: (handle: string) => void;
}

const ITERATIONS = 300;
const GROUPS = 8;  // colours; further communities share the last
const LABEL_LENGTH = 40;

// A fixed sequence in place of chance: the same communities each time.
function sequence(): () => number {
  let state = 95;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}

function laidOut(network: Model): Graphology {
  const graph = new Graphology({type: "undirected"});
  const most = network.nodes.reduce((found, {messages}) => Math.max(found, messages), 1);
  network.nodes.forEach(({handle, messages}, at) => {
    const angle = at * 2.399963;  // the golden angle: a spiral without crossings to begin from
    const label = visible(handle) + (mixedScripts(handle).length > 0 ? " ≠" : "");
    graph.addNode(handle, {
      x: Math.sqrt(at + 1) * Math.cos(angle), y: Math.sqrt(at + 1) * Math.sin(angle),
      size: 3 + 11 * Math.sqrt(messages / most), label: label.length > LABEL_LENGTH ? `${label.slice(0, LABEL_LENGTH)}…` : label,
    });
  });
  const heaviest = network.edges[0]?.messages ?? 1;
  for (const edge of network.edges) {
    if (edge.a !== edge.b && !graph.hasEdge(edge.a, edge.b)) {
      graph.addEdge(edge.a, edge.b, {weight: edge.messages, size: 0.6 + 4 * Math.sqrt(edge.messages / heaviest), edge});
    }
  }
  if (graph.size > 0) {
    forceAtlas2.assign(graph, {
      iterations: ITERATIONS, getEdgeWeight: (_, {weight}) => Math.log1p(Number(weight)),
      settings: {...forceAtlas2.inferSettings(graph), adjustSizes: false, strongGravityMode: true},
    });
    louvain.assign(graph, {rng: sequence()});
  }
  return graph;
}

interface Colours {
  back: string;
  card: string;
  ink: string;
  edge: string;
  faint: string;
  chosen: string;
  groups: string[];
}

function coloursOf(element: Element): Colours {
  const style = getComputedStyle(element);
  const of = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    back: of("back"), card: of("card"), ink: of("ink"), edge: of("edge"), faint: of("soft"), chosen: of("warn"),
    groups: Array.from({length: GROUPS}, (_, at) => of(`g${at + 1}`)),
  };
}

// The name of a handle under the pointer, in the page's colours.
function hoverOf({card, ink}: Colours): Settings["defaultDrawNodeHover"] {
  return (context, data, settings) => {
    const label = data.label ?? "";
    context.font = `${settings.labelWeight} ${settings.labelSize}px ${settings.labelFont}`;
    const width = context.measureText(label).width + data.size + 12;
    context.fillStyle = card;
    context.strokeStyle = ink;
    context.beginPath();
    context.rect(data.x - data.size - 3, data.y - settings.labelSize, width + data.size, settings.labelSize * 2);
    context.fill();
    context.stroke();
    context.fillStyle = ink;
    context.fillText(label, data.x + data.size + 3, data.y + settings.labelSize / 3);
  };
}

export default function NetworkGraph({network, chosen, shown, choose}: GraphProps) {
  const {t} = useWords();
  const {dark} = useSettings();
  const place = useRef<HTMLDivElement>(null);
  const sigma = useRef<Sigma | null>(null);
  const [failed, setFailed] = useState(false);
  const graph = useMemo(() => laidOut(network), [network]);
  const latest = useRef({chosen, shown, choose});
  latest.current = {chosen, shown, choose};

  useEffect(() => {
    if (!place.current) {
      return undefined;
    }
    const colours = coloursOf(place.current);
    try {
      const drawn = new Sigma(graph, place.current, {
        labelColor: {color: colours.ink}, labelFont: "system-ui, sans-serif", labelSize: 12, labelRenderedSizeThreshold: 5, defaultEdgeColor: colours.edge,
        defaultDrawNodeHover: hoverOf(colours), zIndex: true, enableCameraRotation: false, stagePadding: 60, minCameraRatio: 0.02, maxCameraRatio: 4,
        nodeReducer: (handle, data) => {
          const {chosen: picked, shown: seen} = latest.current;
          const faint = seen.handles.size > 0 && !seen.handles.has(handle);
          const group = colours.groups[Math.min(GROUPS - 1, Number(data.community ?? 0))] ?? colours.ink;
          return {
            ...data, color: faint ? colours.faint : picked.includes(handle) ? colours.chosen : group, label: faint ? null : data.label,
            forceLabel: picked.includes(handle), zIndex: faint ? 0 : 1,
          };
        },
        edgeReducer: (_, data) => {
          const seen = latest.current.shown;
          const strong = seen.edges.has(data.edge as NetworkEdge);
          return {...data, color: strong ? colours.chosen : colours.edge, hidden: seen.handles.size > 0 && !strong, zIndex: strong ? 1 : 0};
        },
      });
      drawn.on("clickNode", ({node}) => latest.current.choose(node));
      sigma.current = drawn;
      return () => {
        sigma.current = null;
        drawn.kill();
      };
    } catch {
      setFailed(true);  // no WebGL here
      return undefined;
    }
  }, [graph, dark]);
  useEffect(() => { sigma.current?.refresh({skipIndexation: true}); }, [chosen, shown]);

  if (failed) {
    return <p className="card dim">{t("network.no_webgl")}</p>;
  }
  const camera = () => sigma.current?.getCamera();
  return (
    <div className="card graph">
      <div ref={place} className="graph-place" role="img" aria-label={t("network.graph", {nodes: graph.order, edges: graph.size})} />
      <div className="bar">
        <Button small onClick={() => void camera()?.animatedZoom({duration: 0})}>{t("network.in")}</Button>
        <Button small onClick={() => void camera()?.animatedUnzoom({duration: 0})}>{t("network.out")}</Button>
        <Button small onClick={() => void camera()?.animatedReset({duration: 0})}>{t("network.fit")}</Button>
        <span className="dim small">{t("network.opinion")}</span>
      </div>
    </div>
  );
}
