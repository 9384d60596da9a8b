// SPDX-License-Identifier: Apache-2.0
// A day, written 2020-04-01 whatever the browser's country: 04/05/2020 would be two different days to two readers.

interface DayFieldProps {
  name: string;
  value: string;
  label?: string;
  optional?: boolean;
}

export function DayField({name, value, label, optional}: DayFieldProps) {
  return (
    <input className="bp5-input bp5-small day-field" type="text" inputMode="numeric" name={name} defaultValue={value} required={!optional}
      pattern="[0-9]{4}-[0-9]{2}-[0-9]{2}" placeholder="2020-04-01" autoComplete="off" aria-label={label} dir="ltr" />
  );
}
