// The register stages between a memory and a port's read data (see weir_xpm_memory).
//
// Parameters: Width bits a word; Latency >= 0 stages; Reset: the value to which rst_i sets the last one.
// Latency: L = Latency. The first stage takes data_i with enable_i unless hold_i; each stage between the first and the last
//   follows one cycle later; the last, unless it is also the first, takes the stage before with regce_i.
// Combinational paths: data_i to data_o if Latency is 0; else none.
module weir_xpm_read #(
    parameter int Width,
    parameter int Latency,
    parameter logic [Width-1:0] Reset
) (
    input  logic             clk_i,
    input  logic             enable_i,
    input  logic             hold_i,
    input  logic             regce_i,
    input  logic             rst_i,
    input  logic [Width-1:0] data_i,
    output logic [Width-1:0] data_o
);
  if (Latency < 0) $error("weir_xpm_read: Latency is %0d, must be at least 0", Latency);

  if (Latency == 0) begin : gen_wire
    logic unused;
    assign data_o = data_i;
    assign unused = &{1'b0, clk_i, enable_i, hold_i, regce_i, rst_i};
  end else if (Latency == 1) begin : gen_one
    logic [Width-1:0] data_q;
    logic unused;
    assign data_o = data_q;
    assign unused = regce_i;
    always_ff @(posedge clk_i) begin
      if (rst_i) data_q <= Reset;
      else if (enable_i && !hold_i) data_q <= data_i;
    end
  end else begin : gen_several
    logic [Width-1:0] data_q[Latency];
    logic [Latency-1:0] enable_q = '0;
    assign data_o = data_q[Latency-1];
    always_ff @(posedge clk_i) begin
      enable_q <= {enable_q[Latency-2:0], enable_i};
      if (enable_i && !hold_i) data_q[0] <= data_i;
      for (int i = 1; i < Latency - 1; i++) if (enable_q[i-1]) data_q[i] <= data_q[i-1];
      if (rst_i) data_q[Latency-1] <= Reset;
      else if (regce_i) data_q[Latency-1] <= data_q[Latency-2];
    end
    logic unused;
    assign unused = &{1'b0, enable_q[Latency-1:Latency-2]};
  end
endmodule
