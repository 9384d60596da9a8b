// SPDX-License-Identifier: Apache-2.0
import {MessagePanel} from "../parts/message_panel.tsx";
import type {Route} from "../route.ts";
import {useWords} from "../words/words.tsx";

export default function MessagePage({route}: {route: Route}) {
  const {t} = useWords();
  return (
    <div className="page narrow-page message-page">
      <h1 className="sr">{t("page.message")}</h1>
      <MessagePanel key={route.rest} seq={Number(route.rest)} />
    </div>
  );
}
