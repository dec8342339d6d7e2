/** Ports of the loopback interface that are free at this moment, no two of them the same. */
export declare function freePorts (count: number): Promise<number[]>
