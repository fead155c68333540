/**
 * What a proxy runs in, where that is not this machine: an image. It is looked into, and nothing of
 * it is run. Paths are absolute, as the proxy sees them; links are followed inside of it.
 */
export interface ProxyInside {
  /** The words that it is started with by itself: a program that is always run … */
  entrypoint: readonly string[];
  /** … and what that is given where nobody says otherwise. */
  command: readonly string[];
  environment: Readonly<Record<string, string>>;
  /** Where relative paths of the command start from. */
  working_folder: string;
  /** What is at a path; undefined: nothing that could be read. */
  kindOf(path: string): Promise<"file" | "folder" | undefined>;
  /** A folder of this machine for copies. It is gone when this is closed, or its runner is killed. */
  folder: string;
  /**
   * Copies a file, or a folder with all below it, to the same path below that folder. What a link
   * leads to is copied in its place if it is a file. False if there is nothing.
   * @throws Problem `limit-exceeded` if there is more than a configuration can have
   */
  copy(path: string): Promise<boolean>;
  /** Leaves nothing behind. Never throws. */
  close(): Promise<void>;
}
