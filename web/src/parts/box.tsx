// SPDX-License-Identifier: Apache-2.0
// A dialog with a heading of the right level and a body that the keyboard can scroll.
import {Dialog} from "@blueprintjs/core";
import {useId, type ReactNode} from "react";

interface BoxProps {
  title: string;
  close: () => void;
  actions: ReactNode;
  children: ReactNode;
  className?: string;
  submit?: () => void;
}

export function Box({title, close, actions, children, className, submit}: BoxProps) {
  const id = useId();
  const inner = (
    <>
      <h2 id={id} className="box-head">{title}</h2>
      <div className="box-body" tabIndex={0} role="group" aria-labelledby={id}>{children}</div>
      <div className="box-foot">{actions}</div>
    </>
  );
  return (
    <Dialog isOpen aria-labelledby={id} onClose={close} transitionDuration={0} {...(className ? {className} : {})}>
      {submit ? <form className="box" onSubmit={(event) => { event.preventDefault(); submit(); }}>{inner}</form> : <div className="box">{inner}</div>}
    </Dialog>
  );
}
