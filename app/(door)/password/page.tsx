import type { Metadata } from "next";
import { PasswordView } from "./password-view";

export const metadata: Metadata = { title: "Set a password" };

export default function PasswordPage() {
  return <PasswordView />;
}
